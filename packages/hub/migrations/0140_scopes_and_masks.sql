-- A key without scopes may do all that its role may; with them, only what they name, such as {contacts:read,messages:write}.
alter table api_keys add column scopes text[];
