"""Who may decide, what money may do, who looks."""
