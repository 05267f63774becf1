DROP TABLE proxy_probes;
