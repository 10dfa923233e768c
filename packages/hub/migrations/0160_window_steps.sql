-- What was told of each thread's windows (opened, closing, closed), and when the next thing is to be told. Told and written down in
-- one transaction, each is told once, whoever is killed.
alter table threads add column window_step smallint not null default 0; -- 0: nothing is open; 1: opened; then one for each warning
alter table threads add column entry_step smallint not null default 0;
alter table threads add column window_due platform_time; -- -infinity: the windows moved, look now
create index threads_window_due on threads (window_due) where window_due is not null;

-- Windows that were open before anybody was told of them close like any other.
update threads set window_step = 1, window_due = '-infinity' where csw_until > now();
