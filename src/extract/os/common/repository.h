// Repositories of packages, as the files of package managers name them. Pure.
#pragma once

#include <string>
#include <string_view>

namespace pratique::extract::os {

// "https://user:secret@apt.example.org/debian/" → "apt.example.org/debian": no scheme, nobody's name or password, no
// slash at the end. "" for what is no address of another machine ("file:/srv", "cdrom:…"), and for texts over 500 bytes
// or with blanks or bytes that are no printable ASCII.
std::string place_of_uri(std::string_view uri);

// "apt.example.org" of that, without a port.
std::string_view host_of(std::string_view place);

// Whether the mail address of a maintainer ("Grafana Labs <contact@grafana.com>") is of whom the host belongs to: its
// own domain, or one that the host lies below ("apt.grafana.com").
bool is_mail_of_host(std::string_view maintainer, std::string_view host);

}  // namespace pratique::extract::os
