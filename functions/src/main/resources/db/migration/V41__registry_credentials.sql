-- Logins at registries are secrets too, named registry/<domain>: whom they concern and how they travel is the same.
ALTER TABLE secrets ADD COLUMN username text;
