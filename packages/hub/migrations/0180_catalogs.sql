-- Products of Meta's catalogues as the business brought them here: what a picker and a cart show. Meta keeps the catalogue itself.
create table catalog_products (
  workspace_id uuid not null,
  catalog_id text not null,
  retailer_id text not null, -- what messages and carts name it by
  title text not null,
  description text not null default '',
  price numeric,
  currency text,
  available boolean not null default true,
  picture_url text,
  changed_at machine_time not null default now(),
  primary key (workspace_id, catalog_id, retailer_id),
  constraint price_has_currency check ((price is null) = (currency is null))
);
create index catalog_products_by_words on catalog_products using gin (workspace_id, words_of(title || ' ' || description || ' ' || retailer_id));
