// Repositories of packages, as the files of package managers name them. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pratique::extract::os {

// "https://user:secret@apt.example.org/debian/" → "apt.example.org/debian": no scheme, nobody's name or password, no
// slash at the end. "" for what is no address of another machine ("file:/srv", "cdrom:…"), and for texts over 500 bytes
// or with blanks or bytes that are no printable ASCII.
std::string place_of_uri(std::string_view uri);

// "apt.example.org" of that, without a port.
std::string_view host_of(std::string_view place);

// Which of some hosts belongs to the domain of a maintainer's mail address ("Grafana Labs <contact@grafana.com>"): one of that
// name, or below it ("apt.grafana.com"). Of several the one that was added first.
class HostsByMail {
 public:
  // What is no name of the DNS (RFC 1035 §2.3.4: 253 bytes) is left out.
  void add(std::string_view host, std::size_t number);
  std::optional<std::size_t> find(std::string_view maintainer) const;

 private:
  std::map<std::string, std::size_t, std::less<>> by_domain_;
};

}  // namespace pratique::extract::os
