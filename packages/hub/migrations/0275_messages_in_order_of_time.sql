-- The lists behind the numbers walk the messages of a workspace from the newest, and stop where a page is full; without it they read
-- all of several days. It does what the summaries of ranges did for everything else that asks by time, and for one workspace alone.
create index messages_in_order on messages (workspace_id, at desc, id desc);
drop index messages_by_time;

-- What failed is one message in a hundred, and is looked for by its reason. A message that never fails is never in it.
create index messages_with_errors on messages (workspace_id, at desc, id desc) where error is not null;
