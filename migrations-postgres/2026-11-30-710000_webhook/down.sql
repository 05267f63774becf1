DROP TABLE webhook_sender;
DROP TABLE webhook_queue;
