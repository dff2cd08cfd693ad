"""Who there is: articulated bodies of all ages, and the dressed meshes that they were measured from."""
