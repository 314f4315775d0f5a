"""What an operator sees of the service: request ids, logs, metrics and traces; never an article's text unasked."""
