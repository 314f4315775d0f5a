"""How connections are served under gunicorn: a thread is spent on a client only once its whole request is there."""
