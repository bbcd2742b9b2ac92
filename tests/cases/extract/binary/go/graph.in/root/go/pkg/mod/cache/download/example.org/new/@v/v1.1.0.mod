module example.org/old

require (
	golang.org/x/text v0.3.0
	example.org/quay v0.0.1 // indirect; tests
	example.org/gone v1.0.0
