-- Erasing a person takes the links of their messages along.
create index tracked_links_of_message on tracked_links (workspace_id, message_id) where message_id is not null;
