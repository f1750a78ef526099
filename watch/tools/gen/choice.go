package main

import "strings"

func set(lists ...string) map[string]bool {
	out := map[string]bool{}
	for _, l := range lists {
		for s := range strings.SplitSeq(l, "\n") {
			if s = strings.TrimSpace(s); s != "" {
				out[s] = true
			}
		}
	}
	return out
}

// leftOut are entries of the catalogue that do not give somebody else the screen
// of this machine, each group for its reason.
var leftOut = set(
	// Assistive technology is never a sign of anything.
	"NVDA (Non-Visual Desktop Access)",
	// Parts of the system, there on every machine, and clients to control others.
	`Apple Remote Desktop
	mstsc.exe (Microsoft Remote Desktop Connection)
	FreeRDP
	RDCMan
	RdClient
	Remmina
	mRemoteNG
	Remote Desktop Manager (Devolutions)
	Devolutions Remote Desktop Manager
	Remote Desktop Plus
	Royal Apps
	Royal Server
	Royal TS
	Terminals
	Chicken (of the VNC)
	JollysFastVNC
	Mocha VNC Lite
	Xpra
	X2Go
	XRDP
	Teleport Connect
	PSEXEC
	PSEXEC (Clone)`,
	// Terminals and file transfer.
	`Bitvise SSH Client
	Bitvise SSH Server
	Chrome SSH Extension
	ExtraPuTTY
	KiTTY
	MobaXterm
	PuTTY
	PuTTY Tray
	SecureCRT
	SmarTTY
	Solar-PuTTY
	SuperPuTTY
	Xshell
	ZOC
	DragonDisk
	Duplicati
	iDrive
	Insync
	Koofr
	MEGAsync
	MultCloud
	NordLocker
	Onionshare
	S3 Browser
	SmartFTP
	Syncthing
	WinSCP
	Yandex.Disk
	BeInSync`,
	// Meetings, messengers, second screens, shared mice.
	`Adobe Connect
	Basecamp
	AliWangWang-remote-control
	QQ IM-remote assistance
	NoteOn-desktop sharing
	WebEx (Remote Access)
	Duet Display
	Mouse Without Borders
	Synergy
	Free Ping Tool
	Free Tools Launcher`,
	// Inventory, monitoring, patching and protection, which a firm puts there itself.
	`Absolute (Computrace)
	Auvik
	Controlio
	Domotz
	ESET Remote Administrator
	Faronics Core
	Faronics Deep Freeze
	Faronics Deploy
	Fortra
	Freshservice
	GLPI Agent
	Jump Cloud
	KickIdler
	ManageEngine ServiceDesk Plus
	Miradore
	Net Monitor for Employees
	Netreo
	Ninite Pro (Ninite Agent)
	OCS inventory
	Quest KACE Agent (formerly Dell KACE)
	Rapid7
	Site24x7
	Sophos-Remote Management System
	Tanium
	Tanium Deploy
	Teramind
	VIZOR
	Zabbix Agent
	baramundi Management Suite`,
)

var tunnels = map[string]bool{
	"CloudFlare Tunnel": true, "Dev Tunnels (aka Visual Studio Dev Tunnel)": true, "Visual Studio Dev Tunnel": true, "LocalXpose": true, "NetBird": true,
	"ngrok": true, "PiTunnel": true, "RPort": true, "Tailscale": true, "ZeroTier": true, "rdp2tcp": true, "Remobo": true,
}

// vendors joins names of one product or house: two of them are one way in.
var vendors = map[string]string{
	"247ithelp.com (ConnectWise)": "ConnectWise", "ConnectWise": "ConnectWise", "Connectwise Automate (LabTech)": "ConnectWise", "ConnectWise Control": "ConnectWise", "ScreenConnect": "ConnectWise",
	"ITSupport247 (ConnectWise)": "ConnectWise", "LabTeach (Connectwise Automate)": "ConnectWise", "LabTech RMM (Now ConnectWise Automate)": "ConnectWise",
	"GoTo Opener": "GoTo", "GoToAssist": "GoTo", "GoToAssist (GoTo Resolve)": "GoTo", "GoToAssist Agent Desktop Console": "GoTo", "GoToMyPC": "GoTo", "LogMeIn": "GoTo", "LogMeIn rescue": "GoTo", "Netviewer": "GoTo", "Netviewer (GoToMeet)": "GoTo",
	"BeAnyWhere": "N-able", "N-Able Advanced Monitoring Agent": "N-able", "N-ABLE Remote Access Software": "N-able",
	"VNC": "VNC", "VNC Connect": "VNC", "RealVNC": "VNC", "Ultra VNC": "VNC", "UltraVNC": "VNC", "TightVNC": "VNC", "TigerVNC": "VNC", "SmartCode Web VNC": "VNC",
	"Splashtop": "Splashtop", "Splashtop Remote": "Splashtop", "Splashtop (Beta)": "Splashtop",
	"Chrome Remote Desktop": "Google", "Microsoft Quick Assist": "Microsoft Quick Assist", "Quick Assist": "Microsoft Quick Assist",
	"Comodo RMM": "Itarian", "Itarian": "Itarian", "DameWare": "DameWare", "RDPView": "DameWare", "eHorus": "Pandora RC", "Pandora RC (eHorus)": "Pandora RC",
	"Impero Connect": "Impero", "Netop": "Impero", "Netop Remote Control (aka Impero Connect)": "Impero", "Netop Remote Control (Impero Connect)": "Impero",
	"ISL Light": "ISL Online", "ISL Online": "ISL Online", "Barracuda": "Barracuda", "Kabuto": "Syncro", "Syncro": "Syncro", "Level": "Level", "Level.io": "Level",
	"Lite Manager": "LiteManager", "LiteManager": "LiteManager", "Manage Engine (Desktop Central)": "Zoho", "ManageEngine": "Zoho", "ManageEngine RMM Central": "Zoho", "Zoho Assist": "Zoho",
	"MioNet (Also known as WD Anywhere Access)": "MioNet", "MioNet (WD Anywhere Access)": "MioNet", "NinjaOne (formerly NinjaRMM)": "NinjaOne", "NinjaRMM": "NinjaOne",
	"Remote Manipulator System": "Remote Utilities", "Remote Utilities": "Remote Utilities", "RemoteUtilities": "Remote Utilities", "BeyondTrust": "BeyondTrust", "BeyondTrust (Bomgar)": "BeyondTrust",
	"Dev Tunnels (aka Visual Studio Dev Tunnel)": "Microsoft dev tunnels", "Visual Studio Dev Tunnel": "Microsoft dev tunnels", "CloudFlare Tunnel": "Cloudflare", "Laplink Everywhere": "Laplink", "Laplink Gold": "Laplink",
	"CentraStage (Now Datto)": "Datto", "Ivanti Remote Control": "Ivanti", "LANDesk": "Ivanti", "RES Automation Manager": "Ivanti", "Kaseya (VSA)": "Kaseya", "Electric AI (Kaseya)": "Kaseya",
	"Ericom AccessNow": "Ericom", "Ericom Connect": "Ericom", "SkyFex": "DeskRoll", "Pocket Controller": "Soti", "Pocket Controller (Soti Xsight)": "Soti", "Pcnow": "Webex PCNow",
}

// names are how products are called where the catalogue has several.
var names = map[string]string{
	"Ultra VNC": "UltraVNC", "Lite Manager": "LiteManager", "RemoteUtilities": "Remote Utilities", "LabTeach": "LabTech", "LabTech RMM": "LabTech", "Connectwise Automate": "LabTech", "Microsoft Quick Assist": "Quick Assist",
	"GatherPlace-desktop sharing": "GatherPlace", "Level.io": "Level", "Visual Studio Dev Tunnel": "Dev Tunnels", "NinjaRMM": "NinjaOne", "ConnectWise Control": "ScreenConnect", "ConnectWise": "ScreenConnect", "CloudFlare Tunnel": "Cloudflare Tunnel", "LogMeIn rescue": "LogMeIn Rescue",
}

// short are names under six letters that nothing else has.
var short = set("ngrok\ntmate\nloclx\nrport\nltsvc\ndwrcs")

// general are names that other software has too.
var general = set(`agent
agent32
agent64
agentu
agent-installer-any
accessserver
appcore
arcui
autoupdate
baseclient
browser
cbbackupplan
client
client32
connect
connectdetector
control
dashboard-windows-amd64
desktop
desktopnow
deskshare
duet
fastclient
fastmaster
fortra
g2m
host
httpget
httppush
installer
installcore
installshield setup
install
intouch
instance
laplink
launcher
level
manuallauncher
mobile
monitoringagent
nvclient
nvconsole
online backup
open
remote
remote access
remotely
remoteconsole
rviewer
raccess
rmmservice
routernt
server
serverproxyservice
service
serviceproxylocalsys
setup
simpleservice
smpcsetup
spsrv
support
supporttool
sysdiag
takecontrol
teamtaskmanager
toolsiq
tsclient
uninstall
update
updater
vncviewer
webaccess
windowslauncher
winagent
xcmd
zoom
fsinstaller
bonafide
zohomeeting
zohotray
statementview
gp3
gp4
gp5
wysebrowser
pcstarter
parallels access
barracuda
centurion
encapto
xeox
terminals
parsec
guacamole
electric ai
royal server
remote.it
beyondtrust
manageengine
zoho
synergy
connectwise
action1
level.io
aspia
echoserver
komari
netviewer
prl_pm_service
iperius
rapid7
online
remote desktop
rdesktop
dashboard
pservice
tiagent
tiservice
tiupdateservice
studentsvc
syncrosetup
agentsetup
ultimate
9380cc75b872221a7425d7503565b67580407f60
g2m_download
g2mchat
g2mcodecinstextractor
g2mcomm
g2mcoreinstextractor
g2mfeedback
g2minstaller
g2minstallerextractor
g2minsthigh
g2mlauncher
g2mmatchmaking
g2mmaterials
g2mpolling
g2mqanda
g2mrecorder
g2mscrutil64
g2msessioncontrol
g2mstart
g2mtesting
g2mtranscoder
g2muninstall
g2mupload
g2mvideoconference
g2mview
softmon
tmcsvc
connect.backdrop.cloud
eventlog
remote_host
acronis cyber protect
msp360
cloud.backup.scheduler
cloud.backup.rm.service
simplesetup
uninstall remsupp
99ac595d-36d0-5122-a860-22a3443073cb
windows update service
splashtop software updater
`)

// everywhere are programs that lie on every machine, used or not: only their
// processes say something.
var everywhere = set("quick assist")

// sharedDomains serve more than one product, or the vendor's other business.
var sharedDomains = strings.Fields(`amazonaws.com azurewebsites.net windows.net core.windows.net cloudflarestorage.com cloudfront.net azureedge.net github.com ghcr.io githubusercontent.com pages.dev
	softonic.com informer.com zoho.com zoho.eu zoho.in zoho.com.au zoho.com.cn zoho.jp zoho.ca zohocdn.com zohopublic.com manageengine.com sophos.com sophosupd.com sophosupd.net ivanti.com connectwise.com parallels.com
	login.tailscale.com microsoft.com google.com docs.google.com taobao.com softether.org comodo.com ericom.com emcosoftware.com solarwinds.com citrix.com webex.com rapid7.com idrive.com n-able.com beyondtrust.com
	barracudamsp.com my.splashtop.com guacamole.apache.org apache.org barracuda.com set.me signalserver.xyz idrivesync.com 01com.com metaquest.com downloads.io bj2.xyz mid.al electric.ai fortra.com soti.net ninite.com
	acronis.com iperius.com cloudbackup.management cloudberrylab.com mspbackups.com invgate.com invgate.net github.io firebaseapp.com web.app web-16fe.app my-sharepoint-inc.com my1cloudlive.com my2cloudlive.com stunprotocol.org
	royalapps.com centuriontech.com donkz.nl getgo.com goto.com logmeininc.com download.windowsupdate.com flexihub.com zmazonaws.com dronemaker.org visualstudio.com`)

var publicSuffix = set("co.uk", "com.br", "co.kr", "com.cn", "com.au", "co.jp")
