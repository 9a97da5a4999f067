"""Language models made and served: the trainer that works on jobs, and what keeps every server on the model in use."""
