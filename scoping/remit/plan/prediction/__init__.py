"""Which files a task will change, with a chance for each, from its text and the history."""
