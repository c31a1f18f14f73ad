@echo off
rem Starts MirrorFlow from a checkout: builds it on first use and again when its sources change.
rem MIRRORFLOW_JAVA_OPTS holds options for the Java virtual machine, for example -Xmx8g; MIRRORFLOW_CLASSPATH
rem further jars, for example with maps of your own.
rem Unlike the shell script it cannot drop the machine's warning of an incubating module.
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "target=%root%cli\target"
set "java=java"
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
set "options=-XX:+UseSerialGC -Xlog:disable --enable-native-access=ALL-UNNAMED -Dmirrorflow.terminal=false --add-modules jdk.incubator.vector"

if not exist "%target%\launcher-stamp" goto build
powershell -NoProfile -Command "$built = (Get-Item $env:target\launcher-stamp).LastWriteTime; $newer = Get-ChildItem -Path ($env:root + 'pom.xml'), ($env:root + '*\pom.xml'), ($env:root + '*\src\main'), ($env:root + '*\src\vector') -Recurse -File -ErrorAction SilentlyContinue | Where-Object { $_.LastWriteTime -gt $built } | Select-Object -First 1; if ($newer) { exit 1 }"
if errorlevel 1 goto build

:run
set "libraries=%target%\*;%target%\lib\*"
if defined MIRRORFLOW_CLASSPATH set "libraries=%libraries%;%MIRRORFLOW_CLASSPATH%"
"%java%" %options% -XX:SharedArchiveFile="%target%\launcher.jsa" %MIRRORFLOW_JAVA_OPTS% -cp "%libraries%" org.mirrorflow.cli.Main %*
exit /b %errorlevel%

:build
rem The incubating vector module has been part of every JDK since 16, so this asks for the version too.
"%java%" --add-modules jdk.incubator.vector -version >nul 2>&1
if errorlevel 1 (
  echo mirrorflow: no Java 17 or later in JAVA_HOME or on PATH; install a JDK 17 or later ^(https://adoptium.net^) and set JAVA_HOME to its folder 1>&2
  exit /b 1
)
echo mirrorflow: building; this takes a minute or two 1>&2
pushd "%root%"
call mvnw.cmd -q -B "-Dmaven.test.skip=true" package -pl cli -am 1>&2
if errorlevel 1 (
  popd
  echo mirrorflow: the build failed, its output stands above; mend the sources, or check the network ^(first use fetches libraries^), then run it again 1>&2
  exit /b 1
)
popd
type nul > "%target%\launcher-stamp"
"%java%" %options% -XX:ArchiveClassesAtExit="%target%\launcher.jsa" -cp "%target%\*;%target%\lib\*" org.mirrorflow.cli.Main flow --data synthetic:xor,n=20,d=5,seed=0 --model dense:5 --map hyperbolic:beta=0.1 --until-log-loss -2 --out "%target%\launcher-first" >nul 2>&1
rmdir /s /q "%target%\launcher-first" >nul 2>&1
goto run
