"""The peer: stock Rasa answering the same FAQ, built as Rasa's documentation builds it.

`rasa run` with DIET and ResponseSelector, rules for every intent, and a SQL tracker store on PostgreSQL. It is asked
through its `callback` channel: like Telegram and WhatsApp it takes a message by HTTP and posts the answers to another
address. Its Telegram channel cannot be pointed at a server of one's own and calls Telegram's as soon as it starts, so
it is not even configured; its REST channel spares it the second request, which every real channel costs.

An answer counts from its first part: Rasa posts each paragraph of a text by itself. It answers the webhook's own
request only when the conversation is stored, so under load a request takes longer than the answer does.
"""
