# -*- encoding: utf-8 -*-
# stub: nokogiri 1.15.4 x86_64-linux lib

Gem::Specification.new do |s|
  s.name = "nokogiri".freeze
  s.version = "1.15.4"
  s.platform = "x86_64-linux".freeze

  s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
  s.metadata = { "changelog_uri" => "https://gems.example/changelog", "name" => "no" } if s.respond_to? :metadata=
  s.require_paths = ["lib".freeze]
  s.authors = ["Harbour Office".freeze, "Pilot \"Station\"".freeze]
  s.date = "2023-08-11"
  s.homepage = "https://gems.example".freeze
  s.licenses = ["MIT".freeze, "Ruby".freeze]
  s.rubygems_version = "3.3.5".freeze
  s.installed_by_version = "3.3.5" if s.respond_to? :installed_by_version

  s.summary = "Reads harbour \"notices\"".freeze

  s.specification_version = 4
  s.add_runtime_dependency(%q<racc>.freeze, ["~> 1.4"])
end
