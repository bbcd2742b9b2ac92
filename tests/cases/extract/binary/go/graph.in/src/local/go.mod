module example.org/local

require example.org/old v0.9.0
