-- The same words, found by a pattern: `translate` looks every sign up in a list, which took two thirds of the time of a message.
create or replace function words_of(text text) returns tsvector language sql immutable as $$
  select to_tsvector('simple', regexp_replace(lower(left(text, 4096)), '[-_/\\.,:;@#+''"()\[\]{}<>*~`!?=&%$|^]', ' ', 'g'))
$$;
