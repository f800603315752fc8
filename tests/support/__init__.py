"""What the tests stand on: installations on two databases, a visitor, a mail server, a server process, a browser."""
