import '@fontsource-variable/inter';
import './shared/styles/tokens.css';
import './shared/styles/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { createQueryClient } from './api/queries';
import { resumeSession } from './api/session';
import { routes } from './routes';
import { startI18n } from './shared/i18n';
import { watchTheme } from './shared/lib/theme';
import { Toasts } from './shared/ui/Toasts';
import { TooltipProvider } from './shared/ui/Tooltip';

async function start(): Promise<void> {
  watchTheme();
  await Promise.all([startI18n(), resumeSession()]);
  const root = document.getElementById('root');
  if (!root) {
    throw new Error('the page has no place for the application');
  }
  createRoot(root).render(
    <StrictMode>
      {/* Style elements would need a nonce; the style sheets hold all there is. */}
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={createQueryClient()}>
          <TooltipProvider delay={500}>
            <RouterProvider router={routes} />
            <Toasts />
          </TooltipProvider>
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  );
}

void start();
