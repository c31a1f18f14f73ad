@echo off
rem Starts MirrorFlow as released. MIRRORFLOW_JAVA_OPTS holds options for the Java virtual machine.
setlocal
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
"%java%" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector -Dmirrorflow.terminal=false %MIRRORFLOW_JAVA_OPTS% -cp "%~dp0..\lib\*" org.mirrorflow.cli.Main %*
