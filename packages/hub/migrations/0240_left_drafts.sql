-- A reply that an automation drafted and left for a person: {text, because, by, automationId, at}. Shown until somebody answers.
alter table threads add column left_draft jsonb;
