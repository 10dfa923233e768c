-- What Meta said when it compared a template with another one: which of the two was blocked more often, and mostly why.
create table template_comparisons (
  workspace_id uuid not null,
  template_id text not null,
  other_id text not null,
  at platform_time not null,
  days smallint not null, -- of the period compared
  blocked_more boolean not null, -- than the other; nobody is told how often
  top_reason text, -- the platform's word; null: it named none
  sent integer not null,
  other_sent integer not null,
  primary key (workspace_id, template_id, other_id)
);
