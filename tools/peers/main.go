// A registry for tests: the one that "crane registry serve" runs, with its referrers interface switched on, which
// that command leaves off. It holds everything in memory, listens on loopback, and prints where.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(listener.Addr())
	os.Stdout.Close()
	referrers := len(os.Args) < 2 || os.Args[1] != "--without-referrers"
	quiet := log.New(io.Discard, "", 0)
	handler := registry.New(registry.WithReferrersSupport(referrers), registry.Logger(quiet))
	if err := http.Serve(listener, handler); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
