-- Who launched it, and what happened since, found without reading what happened to everything else.
alter table campaigns add column launched_by jsonb;
create index events_of_campaign on events (workspace_id, (data ->> 'campaignId'), seq)
  where type in ('campaign.launched', 'campaign.warned', 'campaign.paused', 'campaign.resumed', 'campaign.cancelled', 'campaign.finished');
