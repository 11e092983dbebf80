"""Version 1 of the forms: frozen values, functions, and the bases of their messages.

Nothing registers and nothing calls back; a rule of a service calls the function it wants.
"""
