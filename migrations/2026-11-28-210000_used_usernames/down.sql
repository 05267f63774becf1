DROP TABLE used_usernames;
