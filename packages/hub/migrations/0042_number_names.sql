-- How a number's display name stands by itself; name_decision is about the name that was asked for last.
alter table phone_numbers add column name_status text;
