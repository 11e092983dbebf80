"""What every test shares: Hypothesis looks for the same counterexamples in every run of CI."""

from hypothesis import settings

from campaign.book import (  # noqa: F401 - hooks and a fixture of pytest
    pytest_addoption,
    pytest_configure,
    pytest_runtest_makereport,
    runs,
)

settings.register_profile("ci", derandomize=True, max_examples=200, deadline=None)
settings.register_profile("nightly", max_examples=5000, deadline=None, print_blob=True)
settings.load_profile("ci")
