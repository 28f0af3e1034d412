# The packaged app in Microsoft's image of the Functions host. The build's context is the staged app.
FROM mcr.microsoft.com/azure-functions/java:4-java21
COPY . /home/site/wwwroot
