#include "quality_gate.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "codec/base64.h"
#include "web.h"

namespace pratique::app {

namespace {

using policy::QualityGate;

// Of branches, pages of one branch's analyses, and how many a page has at most (api/project_analyses/search, "ps").
constexpr std::size_t kMaxBranches = 20, kMaxPages = 5, kPageSize = 500;
constexpr const char *kToken = "SONAR_TOKEN", *kHost = "SONAR_HOST_URL";

std::string encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (base::is_alnum(c) || base::contains("-._~", std::string_view(&c, 1))) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

class Server {
 public:
  Server(net::Client client, std::string address, net::Secret token)
      : client_(std::move(client)), address_(std::move(address)), token_(std::move(token)) {
    while (address_.ends_with('/')) address_.pop_back();
  }

  Result<std::string> get(const std::string& path) {
    PQ_TRY(const auto url, net::Url::parse(address_ + path));
    PQ_TRY(auto response, send(url));
    // Servers before 10 take a token as the name of a user only.
    if (response.status == 401 && !token_.empty() && !basic_) {
      basic_ = true;
      PQ_TRY(response, send(url));
    }
    if (!response.ok()) return tl::unexpected(net::status_error(response).in(url.shown()));
    return net::whole_body(response, policy::kMaxGateAnswer);
  }

 private:
  Result<net::Response> send(const net::Url& url) {
    net::Request request;
    request.url = url;
    if (token_.empty()) return client_.send(request);
    const std::string token(token_.reveal());
    request.authorization =
        net::Secret(basic_ ? "Basic " + codec::to_base64(token + ":") : "Bearer " + token);
    return client_.send(request);
  }

  net::Client client_;
  std::string address_;
  net::Secret token_;
  bool basic_ = false;
};

// True when the branch has an analysis of the commit.
Result<bool> find_analysis(Server& server, const std::string& branch, QualityGate& gate) {
  for (std::size_t page = 1; page <= kMaxPages; ++page) {
    const auto path = fmt::format("/api/project_analyses/search?project={}&branch={}&p={}&ps={}",
                                  encoded(gate.project), encoded(branch), page, kPageSize);
    PQ_TRY(const auto body, server.get(path));
    PQ_TRY(auto answer, policy::gate_analyses(body, gate.commit));
    if (answer.found) {
      gate.analysis = std::move(answer.found->key);
      gate.date = std::move(answer.found->date);
      gate.branch = branch;
      return true;
    }
    if (!answer.more) break;
  }
  return false;
}

Result<void> ask(Server& server, QualityGate& gate) {
  PQ_TRY(const auto listed, server.get("/api/project_branches/list?project=" + encoded(gate.project)));
  PQ_TRY(const auto branches, policy::gate_branches(listed));
  bool found = false;
  for (std::size_t i = 0; i < std::min(branches.size(), kMaxBranches) && !found; ++i) {
    PQ_TRY(found, find_analysis(server, branches[i], gate));
  }
  if (!found) {
    gate.why = fmt::format("no quality gate was reported for {}", gate.commit);
    if (branches.size() > kMaxBranches)
      gate.why += fmt::format(" on the first {} of {} branches", kMaxBranches, branches.size());
    gate.remedy = "have the scanner analyse that commit";
    return {};
  }
  PQ_TRY(const auto status,
         server.get("/api/qualitygates/project_status?analysisId=" + encoded(gate.analysis)));
  return policy::read_gate(status, gate);
}

}  // namespace

QualityGate ask_quality_gate(const policy::RuleConfig& config, const model::Subject& subject,
                             const CommonOptions& options) {
  QualityGate gate{.commit = policy::commit_of(subject),
                   .server = config.text("server"),
                   .project = config.text("project")};
  const auto unknown = [&](std::string why, std::string remedy) {
    gate.why = std::move(why);
    gate.remedy = std::move(remedy);
    return gate;
  };
  if (gate.server.empty()) gate.server = net::system_environment(kHost);
  if (gate.server.empty())
    return unknown("no server is named", "give the setting server, or the variable SONAR_HOST_URL");
  if (gate.project.empty()) return unknown("no project is named", "give the setting project");
  if (gate.commit.empty())
    return unknown("nothing says which commit the image was built from",
                   "build with provenance, or with the label org.opencontainers.image.revision");
  auto client = web_client(options);
  if (!client) return unknown(base::to_line(client.error()), "correct the environment");
  Server server(*std::move(client), gate.server, net::Secret(net::system_environment(kToken)));
  if (const auto asked = ask(server, gate); !asked)
    return unknown("SonarQube could not be asked: " + base::to_line(asked.error()),
                   "look at the server, the project's key and the variable SONAR_TOKEN");
  return gate;
}

}  // namespace pratique::app
