"""Real three-way merges on a real history: how often unseen changes collide."""
