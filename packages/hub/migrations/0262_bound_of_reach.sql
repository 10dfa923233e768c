-- No more places of the portfolio's rolling 24 hours are taken than this: what was counted last, and every place taken since. Each turn of
-- a sender asks, so it is counted again only now and then, and when it comes near the limit. Null: to be counted.
alter table portfolios
  add column reach_bound integer,
  add column reach_counted platform_time,   -- as of when
  add column reach_counted_at machine_time;
