# An OSC peer in Perl, by Protocol::OSC. It obeys lines on its standard input and prints what it is told:
#   send PATH TYPES ARGS...   a message        later SECONDS PATH TYPES ARGS...   a bundle for later
#   hear COUNT                prints so many messages, "PATH TYPES ARGS..." each
use strict;
use warnings;
use IO::Socket::INET;
use Protocol::OSC;
use Time::HiRes 'time';

$| = 1;
alarm 60;  # whatever happens, it does not stay
my $osc = Protocol::OSC->new;
my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $ARGV[0], Proto => 'udp') or die "$!";
while (my $line = <STDIN>) {
    chomp $line;
    my ($word, @words) = split / /, $line;
    if ($word eq 'send') { $socket->send($osc->message($words[0], $words[1] // '', @words[2 .. $#words])) }
    elsif ($word eq 'later') { my $wait = shift @words; $socket->send($osc->bundle(time + $wait, [@words])) }
    elsif ($word eq 'hear') {
        for (1 .. $words[0]) {
            $socket->recv(my $packet, 65536);
            my $message = $osc->parse($packet);
            print join(' ', $message->path, $message->type, $message->args), "\n";
        }
    }
}
