DROP TABLE access_tokens;
DROP TABLE last_sign_ins;
