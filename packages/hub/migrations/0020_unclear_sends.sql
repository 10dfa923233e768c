-- A claim is a row lock inside the transaction that also writes the intent: a holder that dies before leaves nothing behind.
update sends set state = 'queued', fence = null where state = 'claimed';
alter table sends drop constraint sends_state_check;
alter table sends add constraint sends_state_check
  check (state in ('queued', 'held', 'posting', 'accepted', 'failed', 'refused', 'expired', 'cancelled', 'unclear'));
alter table sends drop constraint in_hand_has_fence;
alter table sends add constraint in_hand_has_fence check (state <> 'posting' or fence is not null);

-- When the last intent was written, by the platform's clock: what the unclear are measured by.
alter table sends add column posted_at platform_time;
update sends set posted_at = intent_at where intent_at is not null;

-- How an unclear send was settled when no answer and no webhook did it: by a person's word, or by absence.
alter table sends add column resolved text check (resolved in ('sent', 'not-sent', 'absence'));
alter table sends drop constraint accepted_has_wamid;
alter table sends add constraint accepted_has_wamid check (state <> 'accepted' or wamid is not null or resolved = 'sent');

drop index sends_in_hand;
create index sends_in_hand on sends (workspace_id, phone_number_id, fence) where state in ('posting', 'unclear');
-- Asked only while something is unclear, so it may cost little to keep: what was posted since then lies in few ranges.
create index sends_posted on sends using brin (posted_at) with (pages_per_range = 16, autosummarize = on);
create index journal_unreadable on journal (received_at) where state = 'unreadable';
