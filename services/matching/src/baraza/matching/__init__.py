"""Who mentors whom, and why."""
