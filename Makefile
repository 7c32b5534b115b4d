# make install                            builds and installs below PREFIX, /usr/local; see docs/operations.md
# make install PREFIX=/usr DESTDIR=/tmp/x the same below another folder, for packages
# make uninstall                          takes it away again; settings, rules of your own, logs and results stay
# make bench                              all scenarios but growth, some 15 minutes
# make bench SCENARIO=csv SIZE=100m       one of them, see Benchmarks/README.md; 100m needs 9 GB of disk
# GRIDSCORE=/path/to/gridscore make bench measures that program instead of a release build

PREFIX ?= /usr/local
bindir ?= $(PREFIX)/bin
datadir ?= $(PREFIX)/share
docdir ?= $(datadir)/doc/gridscore
mandir ?= $(datadir)/man
libdir ?= $(PREFIX)/lib
sysconfdir ?= /etc
BASH_COMPLETIONS ?= $(datadir)/bash-completion/completions
ZSH_COMPLETIONS ?= $(datadir)/zsh/site-functions
# The only place that fish reads whether a session names folders for it or not.
FISH_COMPLETIONS ?= $(sysconfdir)/fish/completions
INSTALL ?= install

# The program to install; it is built only if none is named.
GRIDSCORE ?=
program = $(or $(GRIDSCORE),.build/release/gridscore)
operations = docs/operations
# Paths as they are on the machine that runs it: DESTDIR is no part of them.
filled = sed -e 's|@bindir@|$(bindir)|g' -e 's|@datadir@|$(datadir)|g' -e 's|@sysconfdir@|$(sysconfdir)|g'

.PHONY: help bench install uninstall

help:
	@sed -n '/^#/!q; s/^# //p' Makefile

bench:
	@python3 Benchmarks/bench.py $(if $(SIZE),--size $(SIZE)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(SCENARIO)

# What is written by a command is written aside first, so that a failure leaves nothing half.
install:
	@bash .ci/setup python3
	$(if $(GRIDSCORE),,bash .ci/build)
	$(INSTALL) -d $(DESTDIR)$(bindir) $(DESTDIR)$(datadir)/gridscore $(DESTDIR)$(docdir)/operations $(DESTDIR)$(mandir)/man1 \
	    $(DESTDIR)$(BASH_COMPLETIONS) $(DESTDIR)$(ZSH_COMPLETIONS) $(DESTDIR)$(FISH_COMPLETIONS) \
	    $(DESTDIR)$(libdir)/systemd/system $(DESTDIR)$(libdir)/sysusers.d $(DESTDIR)$(libdir)/tmpfiles.d $(DESTDIR)$(sysconfdir)/gridscore
	$(INSTALL) -m 755 $(program) $(DESTDIR)$(bindir)/gridscore.new
	mv $(DESTDIR)$(bindir)/gridscore.new $(DESTDIR)$(bindir)/gridscore
	rm -rf $(DESTDIR)$(datadir)/gridscore/rules
	cp -R rules $(DESTDIR)$(datadir)/gridscore/rules
	chmod -R u=rwX,go=rX $(DESTDIR)$(datadir)/gridscore
	$(INSTALL) -m 644 README.md CHANGELOG.md LICENSE docs/*.md docs/*.png $(DESTDIR)$(docdir)
	set -e; work=$$(mktemp -d); trap 'rm -rf "$$work"' EXIT; \
	.ci/manual $(program) > "$$work/gridscore.1"; \
	for shell in bash zsh fish; do $(program) --generate-completion-script $$shell > "$$work/$$shell"; done; \
	$(INSTALL) -m 644 "$$work/gridscore.1" $(DESTDIR)$(mandir)/man1/gridscore.1; \
	$(INSTALL) -m 644 "$$work/bash" $(DESTDIR)$(BASH_COMPLETIONS)/gridscore; \
	$(INSTALL) -m 644 "$$work/zsh" $(DESTDIR)$(ZSH_COMPLETIONS)/_gridscore; \
	$(INSTALL) -m 644 "$$work/fish" $(DESTDIR)$(FISH_COMPLETIONS)/gridscore.fish; \
	for file in $(operations)/*; do $(filled) "$$file" > "$$work/$${file##*/}"; done; \
	for unit in service timer; do \
	    sed -e 's|gridscore/gridscore\.conf|gridscore/%i.conf|' -e 's|metrics/\.new|metrics/.new-%i|g' -e 's|gridscore\.prom|gridscore-%i.prom|' \
	        -e '/^Description/s|$$|, %i|' "$$work/gridscore.$$unit" > "$$work/gridscore@.$$unit"; \
	done; \
	$(INSTALL) -m 644 "$$work/gridscore.service" "$$work/gridscore.timer" "$$work/gridscore@.service" "$$work/gridscore@.timer" \
	    $(DESTDIR)$(libdir)/systemd/system; \
	$(INSTALL) -m 644 "$$work/gridscore.sysusers" $(DESTDIR)$(libdir)/sysusers.d/gridscore.conf; \
	$(INSTALL) -m 644 "$$work/gridscore.tmpfiles" $(DESTDIR)$(libdir)/tmpfiles.d/gridscore.conf; \
	$(INSTALL) -m 644 "$$work/gridscore.cron" "$$work/nginx.conf" "$$work/alerts.yml" $(DESTDIR)$(docdir)/operations; \
	if [ ! -e $(DESTDIR)$(sysconfdir)/gridscore/gridscore.conf ]; then \
	    $(INSTALL) -m 644 "$$work/gridscore.conf" $(DESTDIR)$(sysconfdir)/gridscore/gridscore.conf; \
	fi

uninstall:
	rm -f $(DESTDIR)$(bindir)/gridscore $(DESTDIR)$(mandir)/man1/gridscore.1 $(DESTDIR)$(BASH_COMPLETIONS)/gridscore \
	    $(DESTDIR)$(ZSH_COMPLETIONS)/_gridscore $(DESTDIR)$(FISH_COMPLETIONS)/gridscore.fish \
	    $(DESTDIR)$(libdir)/systemd/system/gridscore.service $(DESTDIR)$(libdir)/systemd/system/gridscore.timer \
	    $(DESTDIR)$(libdir)/systemd/system/gridscore@.service $(DESTDIR)$(libdir)/systemd/system/gridscore@.timer \
	    $(DESTDIR)$(libdir)/sysusers.d/gridscore.conf $(DESTDIR)$(libdir)/tmpfiles.d/gridscore.conf
	rm -rf $(DESTDIR)$(datadir)/gridscore $(DESTDIR)$(docdir)
