module example.org/old

require example.org/local v1.0.0
