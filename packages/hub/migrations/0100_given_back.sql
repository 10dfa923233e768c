-- What a failed send gave back, so that it takes the same again when its failure turns out to be none.
alter table sends
  add column reach_given_back platform_time,
  add column spend_given_back text;
