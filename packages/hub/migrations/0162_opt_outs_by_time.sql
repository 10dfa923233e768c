-- Who opted out lately, found without reading everybody's consent: the newest stop of marketing, said to us or inside WhatsApp.
create index consents_stopped on consents (workspace_id,
  (greatest((state #>> '{marketing,out,at}')::numeric, (state #>> '{marketing,platformOut,at}')::numeric)))
  where state #>> '{marketing,out,at}' is not null or state #>> '{marketing,platformOut,at}' is not null;
