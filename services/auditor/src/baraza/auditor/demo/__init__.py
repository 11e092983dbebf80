"""Ten forged logs, made on the spot, for whoever wants to see that `verify` and `replay` find them.

The log is of a programme that never was, its keys follow from its name and are no secret: nothing
here can be passed off as a real one. What is forged is forged as an operator could who holds the
service's key and the log's; what bodies hold, their witnesses and their hands, nobody else has.
"""
