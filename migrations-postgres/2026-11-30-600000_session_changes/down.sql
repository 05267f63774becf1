DROP FUNCTION kaimu_session_change CASCADE;
