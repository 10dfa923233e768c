-- The program knows which kinds of jobs there are; the schema only holds how they are named, so that a new kind needs no migration.
alter table jobs drop constraint if exists jobs_kind_check;
alter table jobs add constraint jobs_kind_check check (kind ~ '^[a-z]+[.][a-z-]+$');
