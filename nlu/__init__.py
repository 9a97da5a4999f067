"""What a resident means: training data, the Rasa component, training, serving, evaluation and the bot's client."""
