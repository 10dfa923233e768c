-- One process at a time tells an endpoint: `held_by` is a new id at each taking, so that whoever lost it can write nothing any more.
-- What is told at the first attempt is in its memory until it is answered; up to `after_seq` every event is told or has its row.
alter table webhook_endpoints
  add column held_by uuid,
  add column held_until machine_time,
  add constraint held_by_has_end check ((held_by is null) = (held_until is null));

-- The body is made of the event whenever it is posted, and a log of what ended names no thread and no person.
drop index webhook_deliveries_by_lane;
alter table webhook_deliveries drop column body, alter column lane drop not null;
update webhook_deliveries set lane = null where state in ('delivered', 'failed');
alter table webhook_deliveries add constraint unfinished_has_lane check ((lane is null) = (state in ('delivered', 'failed')));
