module example.org/quay // what was built

go 1.21

require (
	golang.org/x/text v0.3.7 // indirect
	"example.org/old" v1.0.0
)

require example.org/local v1.0.0 // as it lies here

replace example.org/old => example.org/new v1.1.0

exclude golang.org/x/text v0.3.6
