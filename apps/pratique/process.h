// What the program makes of the world that started it: descriptors, signals.
#pragma once

namespace pratique::app {

// At the very start. Standard descriptors that are closed are taken by something harmless, so that no file of
// ours is opened in their place: writing to a closed standard output and reading a closed standard input stay
// errors, standard error swallows. SIGINT, SIGTERM and SIGHUP remove temporary files, then end the program as
// they would have (the shell sees 128 + n); who started us with one of them ignored keeps it so.
void prepare_process();

// The reader of standard output went away ("| head -1"): removes temporary files and ends the program by
// SIGPIPE, quietly (141 in a shell). Returns when whoever started us ignores that signal: then it is an error
// like another.
void end_by_broken_pipe();

}  // namespace pratique::app
