"""The peer: stock Rasa answering the same FAQ, built as Rasa's documentation builds it.

`rasa run` with DIET and ResponseSelector, rules for every intent, and a SQL tracker store on PostgreSQL. It is asked
through its `callback` channel: like Telegram and WhatsApp it takes a message by HTTP and posts the answers to another
address. Its Telegram channel cannot be pointed at a server of one's own, and its REST channel spares it the second
request, which every real channel costs.
"""
